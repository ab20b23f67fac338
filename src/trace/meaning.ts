/** What an imported name may stand for. */
import type { Expression, Language } from '../syntax/tree.ts';
import type { ClassFound, Definition, Place, Scope } from './scope.ts';

/** Undefined: no other file says anything about it. */
export type Meaning =
  | { readonly kind: 'definition'; readonly definition: Definition; readonly file: Scope }
  | { readonly kind: 'class'; readonly found: ClassFound; readonly file: Scope }
  /** A file, or a folder of files; `specifier` as seen from `from`. */
  | {
      readonly kind: 'module';
      readonly specifier: string;
      readonly from: Scope;
      readonly language: Language;
      readonly file?: Scope;
    }
  /** An entry of an object that a file gives away. */
  | { readonly kind: 'value'; readonly expression: Expression; readonly place: Place; readonly file: Scope }
  /** What that file takes from a library. */
  | { readonly kind: 'library'; readonly path: string }
  /** It is there, but which of several things it is depends on something. */
  | { readonly kind: 'unclear'; readonly reason: string };

export type Module = Extract<Meaning, { readonly kind: 'module' }>;
