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
  const example = names.length === 1 ? 'pi/4' : `${names[0]} = pi/4, ${names[1]} = 2`;
  const text = await vscode.window.showInputBox({
    title: `Point of ${name}(${inspection.inputs.map((input) => input.name).join(', ')})`,
    prompt: `Values of ${names.join(', ')}, for example ${example}. Empty: back to the values of the document or the default ones.`,
    value,
    valueSelection: [0, value.length],
    ignoreFocusOut: true,
    validateInput: async (typed) => (await readPoint(typed, names)).problem,
  });
  if (text === undefined) return;
  const read = await readPoint(text, names);
  if (read.problem === undefined) await points.set(uri, name, chosenValues(inspection, stored, read.values));
}
