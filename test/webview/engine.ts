/** The extension's side of the panel for one text, by the engine itself: what needs no editor. */
import type { Value } from '../../src/base/value.ts';
import { emit, type Inspection, openDocument } from '../../src/core.ts';
import { createPasses, type Passes } from '../../src/editor/panelPasses.ts';
import { createPlay, type Play } from '../../src/editor/panelPlay.ts';
import { asInput, readValue } from '../../src/editor/pointInput.ts';
import { checkAnswer } from '../../src/editor/practise.ts';
import { encodeInspection } from '../../src/protocol/inspection.ts';
import type { HostMessage, PanelMessage } from '../../src/protocol/messages.ts';

export interface Engine {
  answer(message: PanelMessage): Promise<HostMessage | undefined>;
}

/** At the first math of the text. */
export function openEngine(text: string, languageId: string): Engine {
  const math = openDocument(text, languageId);
  const at = math.findMath().find(({ kind }) => kind !== 'symbol')?.inner.from ?? 0;
  let point: Record<string, Value> = {};
  let shown: Inspection | undefined;
  let play: Play | undefined;
  let passes: Passes | undefined;
  let numbers = 0;

  function show(): HostMessage {
    const { value, problems } = math.inspect(at, { point });
    shown = value;
    play = undefined;
    passes = undefined;
    if (!value) return { type: 'nothing', problems };
    const inspection = encodeInspection(value);
    numbers = inspection.numbers.length;
    return { type: 'show', uri: 'file:///note.md', offset: at, place: 'note.md, line 1', pinned: false, inspection };
  }

  return {
    async answer(message) {
      if (message.type === 'ready') return show();
      if (!shown) return undefined;
      if (message.type === 'pass') {
        passes ??= createPasses(math, at, { point }, shown);
        return passes.answer(message);
      }
      if (message.type === 'move' || message.type === 'settle') {
        play ??= createPlay(math, at, { point }, shown, numbers).value;
        if (!play) return undefined;
        if (message.type === 'move') return play.move(message);
        point = { ...point, ...play.changed(message.x) };
        return show();
      }
      if (message.type === 'setPoint') {
        const read = await readValue(message.text);
        if ('problem' in read) return { type: 'pointProblem', name: message.name, message: read.problem };
        const shape = shown.inputs.find(({ name }) => name === message.name)?.shape;
        point = { ...point, [message.name]: asInput(read.value, shape) };
        return show();
      }
      if (message.type === 'answer') {
        const { input, text: answer } = message;
        const verdict = checkAnswer({ text, languageId }, shown, {}, input, answer);
        return { type: 'answered', input, text: answer, verdict };
      }
      if (message.type === 'code')
        return { type: 'code', target: message.target, text: emit(shown, message.target).value };
      if (message.type === 'take') return { type: 'said', text: `Taken to the ${message.to}.` };
      return undefined;
    },
  };
}
