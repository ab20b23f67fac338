import { readFileSync } from 'node:fs';

export interface ScanCase {
  readonly name: string;
  readonly source: string;
  readonly expected: readonly string[];
}

/**
 * Cases of a text fixture: a line `@@@ name`, the source, a line `==>`, and what is found in it, one a line. In the
 * source, `␍` stands for a carriage return and `␠` for a space at the end of a line.
 */
export function scanCases(path: string): ScanCase[] {
  const cases = readFileSync(path, 'utf8').split(/^@@@ /m).slice(1);
  return cases.map((text) => {
    const [head = '', tail = ''] = text.split(/^==>$/m);
    const feed = head.indexOf('\n');
    return {
      name: head.slice(0, feed),
      source: head
        .slice(feed + 1)
        .replaceAll('␍', '\r')
        .replaceAll('␠', ' '),
      expected: tail.split('\n').filter((line) => line !== ''),
    };
  });
}
