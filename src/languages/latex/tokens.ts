import type { Token } from '../expression/pratt.ts';

/**
 * `letter` one letter; `number` digits with a point; `command` with its backslash; `symbol` every other sign;
 * `open`, `close` braces; `text` the words of `\text{…}`, raw; `row` is `\\`, `cell` is `&`, `quad` a wide space;
 * `begin`, `end` an environment, its name as text; `parameter` `#1` in a macro body; `bad` what could not be expanded, with the reason in `reason`.
 */
export interface LatexToken extends Token {
  readonly kind:
    | 'letter'
    | 'number'
    | 'command'
    | 'symbol'
    | 'open'
    | 'close'
    | 'sub'
    | 'sup'
    | 'prime'
    | 'text'
    | 'row'
    | 'cell'
    | 'quad'
    | 'begin'
    | 'end'
    | 'parameter'
    | 'bad';
  /** The letter, digits, command or sign; for `text` its words. Brackets have one spelling: `\lbrace` is `\{`. */
  readonly text: string;
  /** Delimiters after `\left`, `\right`, `\middle`: these pair whatever their shapes. */
  readonly fence?: 'left' | 'right' | 'middle';
  /** `\bigl`, `\lvert` open, `\bigr`, `\rvert` close. */
  readonly side?: 'open' | 'close';
  /** After `\big` and its like. */
  readonly big?: boolean;
  /** Of `begin`: a brace stands before it, or it is `cases`: rows of values with conditions, or a system. */
  readonly cases?: boolean;
  /** Letters of Unicode that carry a style: ℝ. */
  readonly blackboard?: boolean;
  readonly reason?: string;
}
