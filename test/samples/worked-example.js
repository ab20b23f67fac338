// The worked example of lecture-note.md.
const x = 1;
const y = Math.sqrt(x ** 2 + Math.exp(x ** 2)) + Math.cos(x ** 2 + Math.exp(x ** 2));

console.log(y);
