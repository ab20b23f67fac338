// The worked example of lecture-note.md, one elementary step a line.
const x: number = 1;
const a: number = x ** 2;
const b: number = Math.exp(a);
const c: number = a + b;
const d: number = Math.sqrt(c);
const e: number = Math.cos(c);
export const f: number = d + e;
