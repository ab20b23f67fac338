/** What host and panel say to each other. The panel never computes a number: it asks, and shows what it was told. */
import type { Problem } from '../base/outcome.ts';
import type { Span } from '../base/span.ts';
import { type DrawMessage, type ExportRequest, readExport } from './export.ts';
import type { WireInspection } from './inspection.ts';
import { type PassMessage, type PassRequest, readPass } from './loops.ts';
import { type MovedMessage, type MoveRequest, readMove, readSettle, type SettleRequest } from './play.ts';
import { readTake, type TakeMessage, type TakeRequest } from './take.ts';

export type { DerivationStep, Inspection, InspectionLine, LoopPass } from '../core.ts';

export type HostMessage =
  | MovedMessage
  | PassMessage
  | TakeMessage
  | DrawMessage
  /** Show this inspection; the panel remembers uri and offset for the serializer. */
  | {
      readonly type: 'show';
      readonly uri: string;
      readonly offset: number;
      /** Where it stands, in words: 'note.md, line 61'. */
      readonly place?: string;
      readonly pinned: boolean;
      readonly inspection: WireInspection;
    }
  /** Nothing to show: no problems means nothing is there (the panel tells what to do), problems say why it was refused. */
  | { readonly type: 'nothing'; readonly place?: string; readonly problems: readonly Problem[] }
  /** The editor's cursor stands on this line of the Wengert list; absent: on none. */
  | { readonly type: 'focus'; readonly line?: string }
  /** Answers to `typeset`: a picture, or text where the formula could not be drawn. */
  | { readonly type: 'typeset'; readonly items: readonly TypesetResult[] }
  /** The text given for an input cannot be used, and why. A `show` follows where it can. */
  | { readonly type: 'pointProblem'; readonly name: string; readonly message: string };

export type PanelMessage =
  | MoveRequest
  | PassRequest
  | SettleRequest
  | TakeRequest
  | ExportRequest
  /** Loaded and listening. `state`: what it showed before the window was reloaded. */
  | { readonly type: 'ready'; readonly state?: PanelState }
  /** The text of an input's field, as typed: the host evaluates it ('2', 'pi/4'). Empty: back to the point of document or default. */
  | { readonly type: 'setPoint'; readonly name: string; readonly text: string }
  /** An ambiguity is to be read the other way. */
  | { readonly type: 'setReading'; readonly key: string; readonly choice: string }
  /** Select this in the text; `line` is the line of the Wengert list it stands for. */
  | { readonly type: 'selectSpan'; readonly span: Span; readonly line?: string }
  | { readonly type: 'pin'; readonly pinned: boolean }
  | { readonly type: 'typeset'; readonly items: readonly TypesetRequest[] };

export interface TypesetRequest {
  /** The panel's own name for the request, given back with the answer. */
  readonly id: string;
  /** Always LaTeX from the Inspection, whole or cut or joined at an '='. */
  readonly latex: string;
  readonly display: boolean;
  /** px, in text of 14 px: a displayed formula breaks its lines to stay within, where it can. */
  readonly maxWidth?: number;
}

export interface TypesetResult {
  readonly id: string;
  /** One <svg> in currentColor, 1000 units of its viewBox to the em of the math font, y = 0 at the baseline. */
  readonly svg?: string;
  readonly text?: string;
}

/** What `vscode.setState` keeps and the host's serializer gets back. */
export interface PanelState {
  readonly uri: string;
  readonly offset: number;
  readonly pinned: boolean;
  readonly tab?: string;
  /** Where in the lesson it stands; absent at rest. */
  readonly stop?: number;
}

/** For what comes from outside (an older version's state, a foreign frame): undefined unless it has the shape. */
export function readPanelState(data: unknown): PanelState | undefined {
  if (!isRecord(data)) return undefined;
  const { uri, offset, pinned, tab, stop } = data;
  if (typeof uri !== 'string' || !isCount(offset)) return undefined;
  return {
    uri,
    offset,
    pinned: pinned === true,
    ...(typeof tab === 'string' ? { tab } : {}),
    ...(isCount(stop) ? { stop } : {}),
  };
}

/** Undefined for anything that is not a message of the panel. */
export function readPanelMessage(data: unknown): PanelMessage | undefined {
  if (!isRecord(data)) return undefined;
  switch (data.type) {
    case 'ready': {
      const state = readPanelState(data.state);
      return state ? { type: 'ready', state } : { type: 'ready' };
    }
    case 'setPoint':
      return typeof data.name === 'string' && typeof data.text === 'string'
        ? { type: 'setPoint', name: data.name, text: data.text }
        : undefined;
    case 'setReading':
      return typeof data.key === 'string' && typeof data.choice === 'string'
        ? { type: 'setReading', key: data.key, choice: data.choice }
        : undefined;
    case 'selectSpan': {
      const span = readSpan(data.span);
      if (!span) return undefined;
      return { type: 'selectSpan', span, ...(typeof data.line === 'string' ? { line: data.line } : {}) };
    }
    case 'pin':
      return typeof data.pinned === 'boolean' ? { type: 'pin', pinned: data.pinned } : undefined;
    case 'typeset':
      return Array.isArray(data.items) ? { type: 'typeset', items: data.items.filter(isTypesetRequest) } : undefined;
    case 'move':
      return readMove(data);
    case 'pass':
      return readPass(data);
    case 'settle':
      return readSettle(data);
    case 'export':
    case 'mark':
      return readExport(data, readSpan);
    default:
      return readTake(data);
  }
}

const HOST_TYPES: Readonly<Record<HostMessage['type'], true>> = {
  show: true,
  nothing: true,
  focus: true,
  typeset: true,
  pointProblem: true,
  moved: true,
  passed: true,
  code: true,
  said: true,
  practise: true,
  answered: true,
  draw: true,
};

/** The host is trusted (a webview hears its own extension only): the kind is enough to tell its messages from others'. */
export function isHostMessage(data: unknown): data is HostMessage {
  return isRecord(data) && typeof data.type === 'string' && Object.hasOwn(HOST_TYPES, data.type);
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}

function isCount(data: unknown): data is number {
  return typeof data === 'number' && Number.isInteger(data) && data >= 0;
}

function readSpan(data: unknown): Span | undefined {
  if (!isRecord(data) || !isCount(data.from) || !isCount(data.to) || data.to < data.from) return undefined;
  return { from: data.from, to: data.to, ...(isCount(data.doc) ? { doc: data.doc } : {}) };
}

function isTypesetRequest(data: unknown): data is TypesetRequest {
  return (
    isRecord(data) && typeof data.id === 'string' && typeof data.latex === 'string' && typeof data.display === 'boolean'
  );
}
