/** Cuts a formula where a derivation breaks its lines. */

/** 'a = b = c' → ['a = b', '= c']: at every '=' outside braces and \left…\right, beyond the first. */
export function cutAtEquals(formula: string): string[] {
  const cuts: number[] = [];
  let depth = 0;
  for (let i = 0; i < formula.length; i++) {
    const char = formula[i];
    if (char === '\\') {
      if (/^\\left(?![a-z])/i.test(formula.slice(i, i + 6))) depth++;
      else if (/^\\right(?![a-z])/i.test(formula.slice(i, i + 7))) depth--;
      i++; // an escaped brace is none
    } else if (char === '{' || char === '(' || char === '[') depth++;
    else if (char === '}' || char === ')' || char === ']') depth--;
    else if (char === '=' && depth === 0 && formula[i - 1] === ' ' && formula[i + 1] === ' ') cuts.push(i);
  }
  const bounds = [0, ...cuts.slice(1), formula.length];
  return bounds.slice(1).map((end, i) => formula.slice(bounds[i], end).trim());
}
