/**
 * A stand-in for the extension's side of the panel, run inside the page before the panel's own script: answers its
 * messages from prepared inspections, and keeps them for whoever looks.
 */
import type { Problem } from '../../src/base/outcome.ts';
import { encodeInspection } from '../../src/protocol/inspection.ts';
import type { HostMessage, Inspection, PanelMessage, TypesetResult } from '../../src/protocol/messages.ts';
import { workedInspection } from '../fixtures/worked-inspection.ts';
import { type Engine, openEngine } from './engine.ts';
import { layeredInspection, longInspection, wideInspection } from './inspections.ts';
import { networkInspection } from './network.ts';

export interface Scenario {
  /** Each opening of a page has a number of its own. */
  readonly run: number;
  readonly kind: 'worked' | 'troubled' | 'tensors' | 'layers' | 'long' | 'wide' | 'nothing' | 'refused' | 'text';
  /** Of layers, lines or inputs, for `layers`, `long` and `wide`. */
  readonly count?: number;
  /** Of `text`: a formula or program, inspected and evaluated by the engine itself. */
  readonly text?: string;
  readonly language?: string;
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    /** Everything the panel has said. */
    said: PanelMessage[];
    saved(): unknown;
    /** Asked at each frame: the panel is drawn, its formulas have come, and it has asked nothing for some frames. */
    isAtRest(): boolean;
    hear(message: HostMessage): void;
    typesetInNode(latex: string, display: boolean, maxWidth?: number): Promise<string | undefined>;
    acquireVsCodeApi(): unknown;
  }
}

const TROUBLES: Partial<Inspection> = {
  readings: [{ key: 'e', chosen: 'e is a variable', alternatives: ['e is Euler’s number'], span: { from: 3, to: 4 } }],
  problems: [
    {
      code: 'domain',
      message: 'log(x) has no value at x = −1. Choose x > 0.',
      severity: 'error',
      span: { from: 1, to: 5 },
    },
    { code: 'kink', message: '|x| is not differentiable at x = 0; convention 0.', severity: 'warning' },
  ],
};

const REFUSALS: readonly Problem[] = [
  {
    code: 'unknownFunction',
    message: 'The function foo is not known. Define it in the text, or write it out.',
    severity: 'error',
    span: { from: 9, to: 13 },
  },
];

/** In the address, so that it is there again after a reload. */
const scenario: Scenario = JSON.parse(decodeURIComponent(location.search.slice(1)));
const KEY = `state ${scenario.run}`;
const FRAMES = 4; // in which nothing is asked
let x = 1;
let engine: Engine | undefined;
/** Survives a reload, as VS Code keeps it. */
let state: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? undefined;

let drawing = 0; // pictures of formulas that are awaited
let heard = 0;
let quiet = 0;
window.isAtRest = () => {
  const waits = drawing > 0 || heard !== window.said.length || document.querySelector('main > *') === null;
  heard = window.said.length;
  quiet = waits ? 0 : quiet + 1;
  return quiet > FRAMES;
};

window.said = [];
window.saved = () => state;
window.hear = (message) => window.postMessage(message, '*');
window.acquireVsCodeApi = () => {
  dress();
  return {
    getState: () => state,
    setState: (to: unknown) => {
      state = to;
      sessionStorage.setItem(KEY, JSON.stringify(to));
    },
    postMessage: (message: PanelMessage) => {
      window.said.push(structuredClone(message));
      void answer(message);
    },
  };
};

/** As VS Code does it: by the CSSOM, before the page's own script looks. */
function dress(): void {
  for (const [name, value] of Object.entries(scenario.variables)) {
    document.documentElement.style.setProperty(name, value);
  }
  document.body.className = scenario.bodyClass;
}

async function answer(message: PanelMessage): Promise<void> {
  if (scenario.kind === 'text') {
    engine ??= openEngine(scenario.text ?? '', scenario.language ?? 'markdown');
    const answered = await engine.answer(message);
    if (answered) return window.hear(answered);
  } else if (message.type === 'ready') window.hear(show());
  if (message.type === 'setPoint') {
    const value = message.text === '' ? 1 : Number(message.text);
    if (Number.isNaN(value)) {
      window.hear({ type: 'pointProblem', name: message.name, message: `“${message.text}” is not a number.` });
      return;
    }
    x = value;
    window.hear(show());
  }
  if (message.type === 'typeset') {
    const items = message.items.map(async ({ id, latex, display, maxWidth }): Promise<TypesetResult> => {
      const svg = await window.typesetInNode(latex, display, maxWidth);
      return svg === undefined ? { id, text: latex } : { id, svg };
    });
    drawing += 1;
    window.hear({ type: 'typeset', items: await Promise.all(items) });
    drawing -= 1;
  }
}

function show(): HostMessage {
  const { kind, count = 0 } = scenario;
  const place = 'note.md, line 61';
  switch (kind) {
    case 'worked':
      return known(workedInspection(x));
    case 'troubled':
      return known({ ...workedInspection(Number.NaN), ...TROUBLES });
    case 'tensors':
      return known(networkInspection() ?? workedInspection());
    case 'layers':
      return known(layeredInspection(count));
    case 'long':
      return known(longInspection(count));
    case 'wide':
      return known(wideInspection(count));
    case 'nothing':
      return { type: 'nothing', problems: [] };
    case 'text':
      return { type: 'nothing', problems: [] };
    case 'refused':
      return { type: 'nothing', place, problems: REFUSALS };
  }
  function known(inspection: Inspection): HostMessage {
    const wire = encodeInspection(inspection);
    return { type: 'show', uri: 'file:///note.md', offset: 2, place, pinned: false, inspection: wire };
  }
}
