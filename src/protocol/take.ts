/** What can be taken out of the panel: the derivation and the gradient as text; and practice, where an answer goes in. */

export const TARGETS = {
  latex: 'LaTeX',
  python: 'Python (NumPy)',
  torch: 'Python (PyTorch)',
  jax: 'Python (JAX)',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  c: 'C',
  julia: 'Julia',
  matlab: 'MATLAB / Octave',
} as const;
export type CodeTarget = keyof typeof TARGETS;

export const FORMS = {
  align: 'LaTeX align*',
  numbered: 'Numbered steps',
  markdown: 'Markdown',
  text: 'Plain text',
} as const;
export type DerivationForm = keyof typeof FORMS;

export type Taken =
  | { readonly what: 'derivation'; readonly form: DerivationForm }
  | { readonly what: 'code'; readonly target: CodeTarget };

export type TakeRequest =
  | { readonly type: 'code'; readonly target: CodeTarget }
  | { readonly type: 'take'; readonly taken: Taken; readonly to: 'clipboard' | 'cursor' }
  | { readonly type: 'newWindow' }
  /** An answer for ∂output/∂input, as typed. */
  | { readonly type: 'answer'; readonly input: string; readonly text: string };

export type TakeMessage =
  | { readonly type: 'code'; readonly target: CodeTarget; readonly text?: string; readonly problem?: string }
  /** Said where the button was pressed. */
  | { readonly type: 'said'; readonly text: string }
  | { readonly type: 'practise' }
  | { readonly type: 'answered'; readonly input: string; readonly text: string; readonly verdict: AnswerVerdict };

export interface AnswerVerdict {
  readonly kind: 'right' | 'wrong' | 'unread';
  /** In words: what is wrong, or why it could not be decided. */
  readonly message: string;
  /** A point where it is wrong, and both values there, as text. */
  readonly evidence?: { readonly point: string; readonly yours: string; readonly computed: string };
}

const LONGEST_ANSWER = 5000;

export function readTake(data: Readonly<Record<string, unknown>>): TakeRequest | undefined {
  switch (data.type) {
    case 'code':
      return isKey(TARGETS, data.target) ? { type: 'code', target: data.target } : undefined;
    case 'take': {
      const taken = readTaken(data.taken);
      const to = data.to === 'cursor' || data.to === 'clipboard' ? data.to : undefined;
      return taken && to && { type: 'take', taken, to };
    }
    case 'newWindow':
      return { type: 'newWindow' };
    case 'answer': {
      const { input, text } = data;
      const isShort = typeof text === 'string' && text.length <= LONGEST_ANSWER;
      return typeof input === 'string' && isShort ? { type: 'answer', input, text } : undefined;
    }
    default:
      return undefined;
  }
}

function readTaken(data: unknown): Taken | undefined {
  if (typeof data !== 'object' || data === null || !('what' in data)) return undefined;
  if (data.what === 'derivation' && 'form' in data && isKey(FORMS, data.form))
    return { what: 'derivation', form: data.form };
  if (data.what === 'code' && 'target' in data && isKey(TARGETS, data.target))
    return { what: 'code', target: data.target };
  return undefined;
}

function isKey<T extends object>(table: T, key: unknown): key is keyof T & string {
  return typeof key === 'string' && Object.hasOwn(table, key);
}
