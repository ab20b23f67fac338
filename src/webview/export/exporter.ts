/** Takes the graph out of the panel: pictures as they are seen here, everything else by the host. */
import { signal } from '@preact/signals-core';
import { html, render, svg, type TemplateResult } from 'lit/html.js';
import {
  type ExportRequest,
  PICTURE_EXPORTS,
  type PictureExport,
  TEXT_EXPORTS,
  type TextExport,
} from '../../protocol/export.ts';
import { isHostMessage } from '../../protocol/messages.ts';
import type { Canvas } from '../graph/canvas.ts';
import { drawing } from '../graph/drawing.ts';
import { sceneOf } from '../graph/scene.ts';
import { everything } from '../graph/sight.ts';
import { icon } from '../icons.ts';
import type { Store } from '../store.ts';
import { type Area, standalone } from './standalone.ts';

export interface Exporter {
  menu(): TemplateResult;
}

const MARGIN = 16; // px
const PNG_SCALE = 2;
const LARGEST_SIDE = 16_000; // px that a canvas can have
const FORMULA_WAIT = 150; // ms between looks whether formulas have come
const LONGEST_WAIT = 4000;

export function createExporter(store: Store, canvas: Canvas, post: (message: ExportRequest) => void): Exporter {
  const open = signal(false);

  async function exportAs(format: TextExport | PictureExport): Promise<void> {
    open.value = false;
    if (format in TEXT_EXPORTS) {
      post({ type: 'export', format: format as TextExport });
      return;
    }
    const picture = picturesDrawn(store, canvas);
    if (!picture) return;
    const text = new XMLSerializer().serializeToString(picture);
    const content =
      format === 'svg'
        ? text
        : await pngOf(text, Number(picture.getAttribute('width')), Number(picture.getAttribute('height')));
    if (content !== undefined) post({ type: 'export', format: format as PictureExport, content });
  }

  window.addEventListener('message', ({ data }) => {
    if (!isHostMessage(data) || data.type !== 'draw') return;
    void settled(store, canvas).then(() => exportAs(data.format));
  });

  return {
    menu() {
      const entries = Object.entries({ ...PICTURE_EXPORTS, ...TEXT_EXPORTS });
      const close = (event: KeyboardEvent) => {
        if (event.key !== 'Escape') return;
        open.value = false;
        (event.currentTarget as HTMLElement).querySelector('button')?.focus();
        event.stopPropagation();
      };
      return html`<div class="export" @keydown=${close}>
        <button
          class="tool"
          aria-label="Export the graph"
          title="Export the graph"
          aria-expanded=${open.value}
          @click=${() => {
            open.value = !open.value;
          }}
        >${icon('export')}</button>
        ${
          open.value
            ? html`<ul class="choices">${entries.map(
                ([format, name]) =>
                  html`<li><button @click=${() => exportAs(format as TextExport)}>${name}</button></li>`,
              )}</ul>`
            : ''
        }
      </div>`;
    },
  };
}

/** Until the page has a graph with a size, and formulas have stopped arriving. */
async function settled(store: Store, canvas: Canvas): Promise<void> {
  let seen = -1;
  for (let waited = 0; waited < LONGEST_WAIT; waited += FORMULA_WAIT) {
    await new Promise((resolve) => setTimeout(resolve, FORMULA_WAIT));
    const now = store.formulas.version.value;
    if (canvas.picture.value && now === seen) return;
    seen = now;
  }
}

/** The whole graph at the present stop, with the blocks that are open, in literal colours. */
function picturesDrawn(store: Store, canvas: Canvas): SVGSVGElement | undefined {
  const shown = store.shown.value;
  const picture = canvas.picture.value;
  if (shown.kind !== 'inspection' || !picture) return undefined;
  const stage = document.createElement('div');
  stage.className = 'stage';
  stage.setAttribute('aria-hidden', 'true');
  document.body.append(stage);
  try {
    const scene = { ...sceneOf(store, canvas, picture, store.drawn.value ?? shown), entry: undefined };
    render(
      html`<svg class=${`canvas ${picture.direction}`}>${svg`${drawing(scene, everything(picture))}`}</svg>`,
      stage,
    );
    const drawn = stage.querySelector('svg');
    if (!drawn) return undefined;
    const box = drawn.getBBox();
    const area: Area = {
      x: box.x - MARGIN,
      y: box.y - MARGIN,
      width: box.width + 2 * MARGIN,
      height: box.height + 2 * MARGIN,
    };
    return standalone(drawn, area, getComputedStyle(document.body).backgroundColor);
  } finally {
    stage.remove();
  }
}

/** In base64; undefined where the browser cannot draw one of this size. */
async function pngOf(text: string, width: number, height: number): Promise<string | undefined> {
  const scale = Math.min(PNG_SCALE, LARGEST_SIDE / Math.max(width, height));
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const paper = document.createElement('canvas');
    paper.width = Math.max(1, Math.round(width * scale));
    paper.height = Math.max(1, Math.round(height * scale));
    paper.getContext('2d')?.drawImage(image, 0, 0, paper.width, paper.height);
    return paper.toDataURL('image/png').split(',')[1];
  } catch {
    return undefined;
  } finally {
    URL.revokeObjectURL(address);
  }
}
