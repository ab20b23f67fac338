/** JavaScript's `f.call(…)` and `f.apply(…)`, of functions of the document and of methods that are taken from their prototype. */
import { isFunctionName } from '../../../primitives/lookup.ts';
import type { Expression } from '../../../syntax/tree.ts';
import { type Thing, text } from '../things.ts';
import type { LibraryCall, LibraryEntry, LibraryFunction } from './entry.ts';
import { refuse } from './given.ts';
import { entry } from './javascript-make.ts';

const METHOD = /^Array\.prototype\.(\w+)$/;
const APPLIED = /^(.+)\.(call|apply)$/;

/** `Array.prototype.slice`, `Array.prototype.slice.call`, `Math.max.apply`, `Object.prototype.toString.call`. */
export function taken(
  path: string,
  isMethod: (name: string) => boolean,
  isFunction: (name: string) => boolean,
): LibraryFunction | undefined {
  if (path === 'Object.prototype.toString') return (call) => refuse(call, `${path} is read with .call(x).`);
  if (path === 'Object.prototype.toString.call') return typeText;
  const own = METHOD.exec(path)?.[1];
  if (own !== undefined) {
    return isMethod(own) ? (call) => refuse(call, `${path} is read with .call(…) and .apply(…).`) : undefined;
  }
  const [, base = '', how = ''] = APPLIED.exec(path) ?? [];
  const method = METHOD.exec(base)?.[1];
  const isKnown = method === undefined ? isFunctionName('javascript', base) || isFunction(base) : isMethod(method);
  return base !== '' && isKnown ? (call) => onward(call, how, { kind: 'builtin', path: base }) : undefined;
}

/** What an object calls itself: `[object Array]`. */
const typeText: LibraryFunction = (call) => {
  const [thing] = call.args;
  if (!thing) return text('[object Undefined]');
  const is = call.machine.callBuiltin('Array.isArray', { args: [thing], keywords: new Map() }, call.at, call.env);
  const answer = is && call.machine.truth(is, call.at.span, 'javascript');
  if (answer === undefined) return undefined;
  if (answer === true) return text('[object Array]');
  if (thing.kind === 'none') return refuse(call, 'undefined and null are not told apart.');
  const kind = call.machine.callBuiltin('typeof', { args: [thing], keywords: new Map() }, call.at, call.env);
  if (kind?.kind !== 'text') return refuse(call, 'What kind of value this is is not known.');
  return text(`[object ${kind.value.charAt(0).toUpperCase()}${kind.value.slice(1)}]`);
};

/** `f.call(self, …)` and `f.apply(self, list)`. */
const applied: LibraryFunction = (call) => {
  const [fn, ...args] = call.args;
  return fn ? onward({ ...call, args }, call.path, fn) : undefined;
};

function onward(call: LibraryCall, how: string, fn: Thing): Thing | undefined {
  const { machine, at, env } = call;
  const [self, ...rest] = call.args;
  const list = rest[0] === undefined || rest[0].kind === 'none' ? [] : machine.items(rest[0], at.span);
  if (how === 'apply' && (!list || rest.length > 1)) return refuse(call, '.apply is read with one list of arguments.');
  const args = how === 'apply' ? (list ?? []) : rest;
  const given = { args, keywords: new Map<string, Thing>() };
  if (fn.kind === 'builtin') {
    const method = fn.receiver ? fn.path : METHOD.exec(fn.path)?.[1];
    if (method === undefined) return machine.callThing(fn, given, at, env);
    if (!self) return refuse(call, `.${how} of a method needs what it works on.`);
    return machine.callBuiltin(method, given, at, env, self);
  }
  if (fn.kind !== 'function' || fn.receiver) return refuse(call, `What .${how} calls here is not followed.`);
  const own = at.kind === 'call' ? at.args[0] : undefined;
  const isKept = self === undefined || self.kind === 'none' || isThis(own);
  // Another `this` would have to be told from that of an arrow function.
  if (!isKept) return refuse(call, `.${how} is read with null or this as its first argument.`);
  const around = isThis(own) ? machine.store.find(env.frame, 'this') : undefined;
  return machine.callThing(around ? { ...fn, receiver: around, receiverName: 'this' } : fn, given, at, env);
}

function isThis(expression: Expression | undefined): boolean {
  return expression?.kind === 'name' && expression.name === 'this';
}

export const javascriptApply: readonly LibraryEntry[] = [entry(applied, [], ['call', 'apply'])];
