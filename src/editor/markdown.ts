/** Text made safe for a hover's Markdown. Everything that comes from a document goes through here. */

/** Plain text: no character of it is read as Markdown or HTML. Numbers stay as they are, for whoever reads the source. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]~|]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .replace(/^ ?([-+#=]|\d+[.)] )/, (start) => start.replace(/[-+#=.)]/, '\\$&')); // a list or heading at the start of a line
}

/** A code span, whatever backticks the text holds. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** The value of an HTML attribute, quotes not included. */
export function attribute(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/"/g, '&quot;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s+/g, ' ');
}

/** A link that runs one of our commands. */
export function commandLink(label: string, command: string, args: readonly unknown[], title: string): string {
  const target = encodeURIComponent(JSON.stringify(args)).replace(
    /[()']/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `[${escapeMarkdown(label)}](command:${command}?${target} "${title.replace(/["\\]/g, '\\$&')}")`;
}

/** At most `length` characters, an ellipsis included. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

/** Linear notation as people like to see it: x² for x^2, √c for sqrt(c), a·b for a*b. Never changes what is said. */
export function readable(text: string): string {
  return text
    .replace(/\bsqrt\(([A-Za-z]\w*|\d+)\)/g, '√$1')
    .replace(/\bsqrt\(/g, '√(')
    .replace(/(?<!\^\w*)\^(\d{1,3})(?![\d.^\w])/g, (_, digits: string) =>
      [...digits].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join(''),
    )
    .replace(/(?<!\*)\s*\*\s*(?!\*)/g, '·');
}
