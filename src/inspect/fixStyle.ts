/** How a text writes its formulas: names of modules and functions, blanks around signs, dotted signs. */

import { scalars } from '../primitives/table.ts';
import type { CodeStyle, ProgramLanguage } from '../render/code.ts';
import type { Language } from '../syntax/tree.ts';
import type { Source } from './source.ts';

/** How the table of functions abbreviates the modules of Python. */
const SHORT: Readonly<Record<string, string>> = {
  numpy: 'np',
  'autograd.numpy': 'np',
  cupy: 'np',
  'jax.numpy': 'jnp',
  math: 'math',
  torch: 'torch',
  'scipy.special': 'special',
};

/** The style of the program text `near`, else of the whole file. */
export function codeStyle(source: Source, language: ProgramLanguage, near: string): CodeStyle {
  const words = wordsOf(source, language, near);
  const dotted = (language === 'julia' || language === 'matlab') && /\.[*/^]|\w\.\(/.test(near);
  const call = (operation: string): string | undefined => {
    const name = words(operation);
    return name !== undefined && dotted && language === 'julia' ? `${name}.` : name;
  };
  return {
    language,
    call,
    pi: pi(source, language, near),
    spaced: isSpaced(near, source.text),
    dotted,
    power: powerOf(language, near),
  };
}

export function isSpaced(near: string, text: string): boolean {
  if (/\S \* \S/.test(near)) return true;
  return !/[\w)]\*[\w(]/.test(near) && /\S \* \S/.test(text);
}

function powerOf(language: ProgramLanguage, near: string): string | undefined {
  if (language === 'javascript') return near.includes('**') || !near.includes('Math.pow') ? undefined : 'Math.pow';
  if (language !== 'c') return undefined;
  return /std::(?:pow|exp|sin|cos|sqrt)/.test(near)
    ? 'std::pow'
    : /\b(?:pow|exp|sin|cos|sqrt)f\(/.test(near)
      ? 'powf'
      : 'pow';
}

function wordsOf(source: Source, language: ProgramLanguage, near: string): (operation: string) => string | undefined {
  const spelled = (operation: string): readonly string[] => scalars[operation]?.read[language] ?? [];
  const has = (pattern: RegExp) => pattern.test(near) || pattern.test(source.text);
  switch (language) {
    case 'python': {
      const modules = pythonModules(source, near);
      return (operation) => {
        const names = spelled(operation);
        for (const [local, target] of source.scope.imports) {
          const [module = '', member = ''] = split(target);
          if (names.includes(`${SHORT[module] ?? module}.${member}`)) return local;
        }
        for (const [local, module] of modules) {
          const found = names.find((name) => name.startsWith(`${module}.`));
          if (found !== undefined) return local + found.slice(module.length);
        }
        return undefined;
      };
    }
    case 'javascript': {
      const bare = new Set(/\{([^{}]*)\}\s*=\s*Math\b/.exec(source.text)?.[1]?.match(/\w+/g) ?? []);
      return (operation) => {
        const name = spelled(operation).find((each) => Object.hasOwn(MATH, each));
        return name === undefined || bare.has(name) ? name : `Math.${name}`;
      };
    }
    case 'c': {
      const isFloat = /\b(?:pow|exp|log|sin|cos|tanh|sqrt|fabs)f\(/.test(near);
      const prefix = has(/std::(?:pow|exp|log|sin|cos|tanh|sqrt)\(/) ? 'std::' : '';
      return (operation) => {
        const [name] = spelled(operation);
        return name === undefined ? undefined : prefix ? prefix + name : isFloat ? `${name}f` : name;
      };
    }
    default:
      return (operation) => spelled(operation)[0];
  }
}

/** What `Math` has; the table's short names are those of libraries too. */
const MATH: Readonly<Record<string, true>> = Object.fromEntries(
  (
    'exp log log1p log2 log10 expm1 sqrt cbrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh abs sign max ' +
    'min hypot floor ceil'
  )
    .split(' ')
    .map((name) => [name, true]),
);

/** Names of modules in this file, those of the text nearby first, with the table's short names. */
function pythonModules(source: Source, near: string): (readonly [local: string, module: string])[] {
  const found = [...source.scope.imports].flatMap(([local, target]) => {
    const short = SHORT[target];
    return short === undefined ? [] : [[local, short] as const];
  });
  const uses = (text: string, local: string) => text.split(`${local}.`).length - 1;
  for (const module of ['np', 'math', 'torch']) {
    if (uses(near, module) > 0 && !found.some(([local]) => local === module)) found.push([module, module]);
  }
  return found.sort(([a], [b]) => uses(near, b) - uses(near, a) || uses(source.text, b) - uses(source.text, a));
}

function split(target: string): readonly [string, string] {
  const dot = target.lastIndexOf('.');
  return [target.slice(0, Math.max(dot, 0)), target.slice(dot + 1)];
}

function pi(source: Source, language: ProgramLanguage, near: string): string | undefined {
  switch (language) {
    case 'python': {
      const [local] = pythonModules(source, near).find(([, module]) => module !== 'special') ?? [];
      return local === undefined ? undefined : `${local}.pi`;
    }
    case 'javascript':
      return 'Math.PI';
    case 'c':
      return 'M_PI';
    default:
      return 'pi';
  }
}

/** Notes are not programs. */
export function programLanguage(language: Language): ProgramLanguage | undefined {
  return language === 'latex' || language === 'plain' ? undefined : language;
}
