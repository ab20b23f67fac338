import type { Measure } from './graph/place.ts';

/** Widths in the editor's font, as VS Code hands it to the page. */
export function editorMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const known = new Map<string, number>();
  return (text, size) => {
    const family = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-font-family');
    const font = `${size}px ${family.trim() || 'monospace'}`;
    const key = `${font} ${text}`;
    let width = known.get(key);
    if (width === undefined) {
      if (context) context.font = font;
      if (known.size > 5000) known.clear();
      width = context?.measureText(text).width ?? text.length * size * 0.6;
      known.set(key, width);
    }
    return width;
  };
}
