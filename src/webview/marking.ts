/** The text that a step is about is marked in the editor while the lesson stands at it. */
import { effect } from '@preact/signals-core';
import type { ExportRequest } from '../protocol/export.ts';
import type { Store } from './store.ts';

export function markText(store: Store, post: (message: ExportRequest) => void): void {
  let marked: string | undefined;
  effect(() => {
    const shown = store.shown.value;
    const line = store.moment.value?.line;
    if (line === marked) return;
    marked = line;
    const spans = shown.kind === 'inspection' ? shown.inspection.lines.find(({ name }) => name === line)?.spans : [];
    post({ type: 'mark', spans: spans ?? [] });
  });
}
