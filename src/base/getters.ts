const TELL = Symbol('tell');

interface Told {
  readonly [TELL]: Readonly<Record<string, () => unknown>>;
}

/**
 * Adds properties to objects that are worked out when they are read, and that spreading takes along: as if written with
 * `get`, but V8 keeps an object that is written so as a slow dictionary, in memory that it seldom tidies. The functions
 * made here are the same for all objects.
 */
export function getters<K extends string>(...names: readonly K[]) {
  const descriptors: PropertyDescriptorMap = {};
  for (const name of names) {
    descriptors[name] = {
      enumerable: true,
      get(this: Told) {
        return this[TELL][name]?.();
      },
    };
  }
  return <T extends object, G extends Readonly<Record<K, () => unknown>>>(object: T, tell: G) => {
    Object.defineProperty(object, TELL, { value: tell });
    return Object.defineProperties(object, descriptors) as T & { readonly [N in K]: ReturnType<G[N]> };
  };
}
