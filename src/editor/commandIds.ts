/** Every command by its id. Those that only links and quick fixes run are not in the palette. */
export const COMMANDS = {
  inspectAtCursor: 'gradientInspector.inspectAtCursor',
  inspectInNewPanel: 'gradientInspector.inspectInNewPanel',
  inspectExpression: 'gradientInspector.inspectExpression',
  nextExpression: 'gradientInspector.nextExpression',
  previousExpression: 'gradientInspector.previousExpression',
  setPoint: 'gradientInspector.setPoint',
  checkFile: 'gradientInspector.checkFile',
  checkWorkspace: 'gradientInspector.checkWorkspace',
  compareWithCode: 'gradientInspector.compareWithCode',
  insertDerivation: 'gradientInspector.insertDerivation',
  copyDerivation: 'gradientInspector.copyDerivation',
  copyGradient: 'gradientInspector.copyGradient',
  insertGradient: 'gradientInspector.insertGradient',
  exportGraph: 'gradientInspector.exportGraph',
  practise: 'gradientInspector.practise',
  toggleHover: 'gradientInspector.toggleHover',
  toggleInline: 'gradientInspector.toggleInline',
  openExample: 'gradientInspector.openExample',
  switchReading: 'gradientInspector.switchReading',
} as const;

/** The only commands that a hover's links may run. */
export const HOVER_COMMANDS: readonly string[] = [
  COMMANDS.inspectAtCursor,
  COMMANDS.setPoint,
  COMMANDS.insertDerivation,
  COMMANDS.copyGradient,
  COMMANDS.switchReading,
];
