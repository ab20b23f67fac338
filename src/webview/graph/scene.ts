/** What the parts of the drawing need to know. */
import type { Inspection, InspectionLine } from '../../protocol/messages.ts';
import type { Drawn } from '../loops.ts';
import type { Moment, Plan } from '../stepping.ts';
import type { Store } from '../store.ts';
import type { Canvas } from './canvas.ts';
import type { FlowOf } from './flow.ts';
import type { Picture } from './place.ts';

/** More nodes than this are labelled in linear notation: pictures of formulas are for what can be read at a glance. */
const DRAWN_FORMULAS = 60;

export interface Scene {
  readonly store: Store;
  readonly inspection: Inspection;
  readonly lines: ReadonlyMap<string, InspectionLine>;
  readonly plan: Plan;
  readonly stop: number;
  readonly moment?: Moment;
  /** The node of the present moment. */
  readonly current?: string;
  readonly entry?: string;
  readonly flows?: FlowOf;
  readonly pictures: boolean;
  readonly right: boolean;
  /** Of open loops: names of what passes hand on, and how steps are written. */
  readonly handed?: Drawn['handed'];
  readonly told?: Drawn['told'];
  nodeOf(line: string): string | undefined;
}

export function sceneOf(
  store: Store,
  canvas: Canvas,
  picture: Picture,
  { inspection, plan, handed, told }: Pick<Drawn, 'inspection' | 'plan'> & Partial<Drawn>,
): Scene {
  const moment = store.moment.value;
  return {
    store,
    inspection,
    lines: new Map(inspection.lines.map((line) => [line.name, line])),
    plan,
    stop: store.stop.value,
    moment,
    current: moment && picture.nodeOf(moment.line),
    entry: canvas.entry.value,
    flows: canvas.flows.value,
    pictures: picture.nodes.length <= DRAWN_FORMULAS,
    right: picture.direction === 'right',
    handed,
    told,
    nodeOf: picture.nodeOf,
  };
}
