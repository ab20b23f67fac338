/** "Set Point…": asks for the values of the inputs. */
import * as vscode from 'vscode';
import type { MathDocuments } from './documents.ts';
import { writeValue } from './numbers.ts';
import { readPoint } from './pointInput.ts';
import type { Points } from './points.ts';
import { inspectTarget, type Target } from './target.ts';

export async function setPoint(documents: MathDocuments, points: Points, target: Target): Promise<void> {
  const inspection = inspectTarget(documents, target);
  if (!inspection) return;
  const { inputs, output } = inspection;
  const names = inputs.map(({ name }) => name);
  const only = inputs.length === 1 ? inputs[0] : undefined;
  const value = only
    ? writeValue(only.value)
    : inputs.map((input) => `${input.name} = ${writeValue(input.value)}`).join(', ');
  const text = await vscode.window.showInputBox({
    title: `Point of ${output.name}(${names.join(', ')})`,
    prompt: `Values of ${names.join(', ')}, for example ${only ? 'pi/4' : `${names[0] ?? 'x'} = pi/4, ${names[1] ?? 'y'} = 2`}. Empty: back to the values of the document or the default ones.`,
    value,
    valueSelection: [0, value.length],
    ignoreFocusOut: true,
    validateInput: async (typed) => (await readPoint(typed, names)).problem,
  });
  if (text === undefined) return;
  const read = await readPoint(text, names);
  if (read.problem === undefined) await points.set(target.document.uri, output.name, read.values);
}
