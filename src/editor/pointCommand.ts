/** "Set Point…": asks for the values of the inputs. */
import * as vscode from 'vscode';
import type { MathDocuments } from './documents.ts';
import { chosenValues, readPoint, settableNames, writePoint } from './pointInput.ts';
import type { Points } from './points.ts';
import { inspectTarget, type Target } from './target.ts';

export async function setPoint(documents: MathDocuments, points: Points, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const { uri } = target.document;
  const { name } = inspection.output;
  const stored = points.get(uri, name);
  const names = settableNames(inspection, stored);
  const value = writePoint(inspection, stored);
  const examples = names.slice(0, 2).map((name, i) => {
    const { shape = [] } = inspection.inputs.find((input) => input.name === name) ?? {};
    const example = shape.length === 0 ? ['pi/4', '2'][i] : shape.length === 1 ? '[1, 2]' : '[1, 2; 3, 4]';
    return names.length === 1 ? example : `${name} = ${example}`;
  });
  const text = await vscode.window.showInputBox({
    title: `Point of ${name}(${inspection.inputs.map((input) => input.name).join(', ')})`,
    prompt: `Values of ${names.join(', ')}, for example ${examples.join(', ')}. Empty: back to the values of the document or the default ones.`,
    value,
    valueSelection: [0, value.length],
    ignoreFocusOut: true,
    validateInput: async (typed) => {
      const read = await readPoint(typed, names);
      if (read.problem !== undefined) return read.problem;
      return documents.misfit(target.document, target.at, chosenValues(inspection, stored, read.values));
    },
  });
  if (text === undefined) return;
  const read = await readPoint(text, names);
  if (read.problem === undefined) await points.set(uri, name, chosenValues(inspection, stored, read.values));
}
