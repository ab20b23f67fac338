/** Where a person derives by himself: which derivative, what was answered, how much is shown. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { PanelMessage } from '../protocol/messages.ts';
import type { AnswerVerdict, TakeMessage } from '../protocol/take.ts';

export interface Practice {
  /** The input by which is to be differentiated; undefined: the first. */
  readonly input: ReadonlySignal<string | undefined>;
  readonly draft: ReadonlySignal<string>;
  /** On the last answer that was handed in, by input. */
  readonly verdicts: ReadonlySignal<ReadonlyMap<string, Verdict>>;
  readonly waiting: ReadonlySignal<boolean>;
  /** So many steps of the backward pass are shown. */
  readonly shown: ReadonlySignal<number>;

  choose(input: string): void;
  type(text: string): void;
  answer(input: string): void;
  showNext(): void;
  reset(): void;
  receive(message: Extract<TakeMessage, { readonly type: 'answered' }>): void;
}

export interface Verdict extends AnswerVerdict {
  readonly text: string;
}

export function createPractice(post: (message: PanelMessage) => void): Practice {
  const input = signal<string | undefined>(undefined);
  const draft = signal('');
  const verdicts: Signal<ReadonlyMap<string, Verdict>> = signal(new Map());
  const waiting = signal(false);
  const shown = signal(0);
  return {
    input,
    draft,
    verdicts,
    waiting,
    shown,
    choose(name) {
      input.value = name;
      draft.value = verdicts.value.get(name)?.text ?? '';
    },
    type(text) {
      draft.value = text;
    },
    answer(name) {
      waiting.value = true;
      post({ type: 'answer', input: name, text: draft.value });
    },
    showNext() {
      shown.value += 1;
    },
    reset() {
      input.value = undefined;
      draft.value = '';
      verdicts.value = new Map();
      waiting.value = false;
      shown.value = 0;
    },
    receive({ input: name, text, verdict }) {
      waiting.value = false;
      verdicts.value = new Map(verdicts.value).set(name, { ...verdict, text });
    },
  };
}
