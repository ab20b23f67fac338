/** What the panel knows and what one can do with it. Views read the signals; everything changes through the methods. */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { decodeInspection, type WireInspection } from '../protocol/inspection.ts';
import type { HostMessage, Inspection, PanelMessage, PanelState } from '../protocol/messages.ts';
import type { CodeTarget, TakeMessage, Taken } from '../protocol/take.ts';
import { createFormulas, type Formulas } from './formulas.ts';
import { createLive, type Live } from './live.ts';
import { createLoops, type Drawn, type Loops, withPasses } from './loops.ts';
import { createPractice, type Practice } from './practice.ts';
import { type Moment, type Plan, planOf } from './stepping.ts';

export interface Host {
  post(message: PanelMessage): void;
  getState(): PanelState | undefined;
  setState(state: PanelState): void;
}

export type Shown =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'nothing'; readonly place?: string; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'inspection';
      readonly place?: string;
      readonly inspection: Inspection;
      readonly plan: Plan;
    };

export const TABS = ['graph', 'table', 'plots', 'code', 'practise'] as const;
export type Tab = (typeof TABS)[number];

export interface Store {
  readonly shown: ReadonlySignal<Shown>;
  /** See stepping.ts; `last` is the whole picture, at rest. */
  readonly stop: ReadonlySignal<number>;
  readonly moment: ReadonlySignal<Moment | undefined>;
  readonly playing: ReadonlySignal<boolean>;
  readonly tab: ReadonlySignal<Tab>;
  readonly pinned: ReadonlySignal<boolean>;
  /** The line under the editor's cursor, or last chosen here. */
  readonly focus: ReadonlySignal<string | undefined>;
  /** Inputs' texts as typed and not yet taken over, and why they could not be. */
  readonly drafts: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly pointProblems: ReadonlySignal<ReadonlyMap<string, string>>;
  readonly formulas: Formulas;
  readonly live: Live;
  readonly loops: Loops;
  /** What the graph draws: the inspection, with the steps of open loops. */
  readonly drawn: ReadonlySignal<Drawn | undefined>;
  readonly practice: Practice;
  /** Gradients as code, of the inspection that is shown. */
  readonly codes: ReadonlySignal<ReadonlyMap<CodeTarget, CodeMessage>>;
  /** What was done with the derivation, or with the code, where it was the last to be taken along. */
  said(what: Taken['what']): string;

  receive(message: HostMessage): void;
  goTo(stop: number): void;
  play(on: boolean): void;
  setTab(tab: Tab): void;
  setPinned(pinned: boolean): void;
  /** Marks a line and selects its text in the editor. */
  choose(line: string): void;
  select(span: Span, line?: string): void;
  draft(name: string, text: string | undefined): void;
  /** Hands a typed text to the host. */
  commit(name: string): void;
  setReading(key: string, choice: string): void;
  askCode(target: CodeTarget): void;
  take(taken: Taken, to: 'clipboard' | 'cursor'): void;
  toNewWindow(): void;
}

export type CodeMessage = Extract<TakeMessage, { readonly type: 'code' }>;

const BEAT = 1400; // ms between two moments while playing

export function createStore(host: Host): Store {
  const before = host.getState();
  const shown = signal<Shown>({ kind: 'waiting' });
  const stop = signal(0);
  const playing = signal(false);
  const tab = signal<Tab>(TABS.find((each) => each === before?.tab) ?? 'graph');
  const pinned = signal(before?.pinned ?? false);
  const focus = signal<string | undefined>(undefined);
  const drafts: Signal<ReadonlyMap<string, string>> = signal(new Map());
  const pointProblems: Signal<ReadonlyMap<string, string>> = signal(new Map());
  const moment = computed(() => {
    const now = shown.value;
    return now.kind === 'inspection' ? now.plan.moments[stop.value - 1] : undefined;
  });
  const formulas = createFormulas(host.post);
  const live = createLive(host.post, pour);
  const loops = createLoops(
    host.post,
    () => live.x.value,
    (line) => {
      const now = shown.value;
      return now.kind === 'inspection'
        ? now.inspection.lines.find(({ name }) => name === line)?.loop?.count
        : undefined;
    },
  );
  const drawn = computed(() => {
    const now = shown.value;
    return now.kind === 'inspection' ? withPasses(now.inspection, now.plan, loops.open.value) : undefined;
  });
  const practice = createPractice(host.post);
  const codes: Signal<ReadonlyMap<CodeTarget, CodeMessage>> = signal(new Map());
  const said = signal<{ readonly what?: Taken['what']; readonly text: string }>({ text: '' });
  let wire: WireInspection['data'] | undefined;
  let at: { readonly uri: string; readonly offset: number } | undefined = before;
  /** Where the lesson stood before the page was loaded anew. */
  let interrupted: number | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const store: Store = {
    shown,
    stop,
    moment,
    playing,
    tab,
    pinned,
    focus,
    drafts,
    pointProblems,
    formulas,
    live,
    loops,
    drawn,
    practice,
    codes,
    said: (what) => (said.value.what === what ? said.value.text : ''),

    receive(message) {
      switch (message.type) {
        case 'show':
          if (shown.value.kind === 'waiting' && message.uri === before?.uri) interrupted = before.stop;
          at = { uri: message.uri, offset: message.offset };
          batch(() => {
            wire = message.inspection.data;
            show(decodeInspection(message.inspection), message.place);
            pinned.value = message.pinned;
          });
          remember();
          break;
        case 'nothing':
          store.play(false);
          shown.value = { kind: 'nothing', place: message.place, problems: message.problems };
          break;
        case 'focus':
          focus.value = message.line;
          break;
        case 'typeset':
          formulas.receive(message.items);
          break;
        case 'pointProblem':
          pointProblems.value = new Map(pointProblems.value).set(message.name, message.message);
          break;
        case 'moved':
          live.receive(message);
          break;
        case 'passed':
          loops.receive(message);
          break;
        case 'code':
          codes.value = new Map(codes.value).set(message.target, message);
          break;
        case 'practise':
          store.setTab('practise');
          break;
        case 'answered':
          practice.receive(message);
          break;
        case 'said':
          said.value = { ...said.value, text: message.text };
          break;
      }
    },

    goTo(to) {
      const now = shown.value;
      if (now.kind !== 'inspection') return;
      stop.value = Math.max(0, Math.min(now.plan.last, to));
      remember();
    },

    play(on) {
      clearInterval(timer);
      const now = shown.value;
      const can = on && now.kind === 'inspection' && now.plan.last > 0;
      playing.value = can;
      if (!can) return;
      if (stop.value >= now.plan.last) stop.value = 0;
      timer = setInterval(() => {
        store.goTo(stop.value + 1);
        if (stop.value >= now.plan.last) store.play(false);
      }, BEAT);
    },

    setTab(to) {
      tab.value = to;
      remember();
    },

    setPinned(to) {
      pinned.value = to;
      remember();
      host.post({ type: 'pin', pinned: to });
    },

    choose(name) {
      focus.value = name;
      const now = shown.value;
      if (now.kind !== 'inspection') return;
      const span = now.inspection.lines.find((line) => line.name === name)?.spans[0];
      if (span) store.select(span, name);
    },

    select(span, line) {
      host.post({ type: 'selectSpan', span, ...(line === undefined ? {} : { line }) });
    },

    draft(name, text) {
      const next = new Map(drafts.value);
      if (text === undefined) next.delete(name);
      else next.set(name, text);
      batch(() => {
        drafts.value = next;
        pointProblems.value = without(pointProblems.value, name);
      });
    },

    commit(name) {
      const text = drafts.value.get(name);
      if (text === undefined || pointProblems.value.has(name)) return;
      host.post({ type: 'setPoint', name, text: text.trim() });
    },

    setReading(key, choice) {
      host.post({ type: 'setReading', key, choice });
    },

    askCode(target) {
      if (!codes.value.has(target)) host.post({ type: 'code', target });
    },

    take(taken, to) {
      said.value = { what: taken.what, text: '' };
      host.post({ type: 'take', taken, to });
    },

    toNewWindow() {
      host.post({ type: 'newWindow' });
    },
  };

  function show(inspection: Inspection, place: string | undefined): void {
    const old = shown.value;
    const same = old.kind === 'inspection' && sameGraph(old.inspection, inspection);
    const plan = planOf(inspection);
    shown.value = { kind: 'inspection', place, inspection, plan };
    drafts.value = new Map();
    pointProblems.value = new Map();
    live.show(inspection, same);
    if (same) loops.refresh();
    else loops.reset();
    if (!same) {
      codes.value = new Map();
      practice.reset();
      said.value = { text: '' }; // what was inserted has changed the text, and is still said
    }
    if (inspection.focus !== undefined || !same) focus.value = inspection.focus;
    if (same && stop.value <= plan.last && old.plan.last === plan.last) return; // another point: the lesson goes on
    store.play(false);
    stop.value = Math.min(interrupted ?? plan.last, plan.last);
    interrupted = undefined;
  }

  /** The same formula with other numbers: they lie in the same places. */
  function pour(numbers: Float64Array): boolean {
    const now = shown.value;
    if (!wire || now.kind !== 'inspection') return false;
    shown.value = { ...now, inspection: decodeInspection({ data: wire, numbers }) };
    loops.refresh();
    return true;
  }

  function remember(): void {
    if (!at) return;
    const now = shown.value;
    const resting = now.kind !== 'inspection' || stop.value === now.plan.last;
    const state: PanelState = { uri: at.uri, offset: at.offset, pinned: pinned.value, tab: tab.value };
    host.setState(resting ? state : { ...state, stop: stop.value });
  }

  return store;
}

function sameGraph(a: Inspection, b: Inspection): boolean {
  return (
    a.output.name === b.output.name &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, i) => {
      const other = b.lines[i];
      return (
        other !== undefined &&
        line.name === other.name &&
        line.operation === other.operation &&
        line.operands.join() === other.operands.join()
      );
    })
  );
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
