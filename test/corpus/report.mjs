const VERDICTS = ['agrees', 'conventionOnly', 'differs', 'undecided'];

/** What was found, as text: claims with the verdicts asked for, reasons of the undecided, counts. */
export function report(files, verdicts) {
  const claims = files
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, checks }) => checks.map((check) => ({ path, ...check })));
  const listed = claims.filter(({ verdict }) => verdicts.includes(verdict)).map(described);
  const counts = VERDICTS.map((verdict) => `${claims.filter((each) => each.verdict === verdict).length} ${verdict}`);
  const slowest = files.reduce((most, each) => (each.milliseconds > most.milliseconds ? each : most), files[0]);
  return [
    ...listed,
    ...(listed.length > 0 ? [''] : []),
    ...reasons(claims),
    `${files.length} files, ${claims.length} claims: ${counts.join(', ')}`,
    ...(slowest ? [`slowest: ${(slowest.milliseconds / 1000).toFixed(1)} s, ${slowest.path}`] : []),
  ].join('\n');
}

function described({ path, line, verdict, kind, claim, difference, reason }) {
  const why = difference ?? reason ?? '';
  return `${path}:${line}: ${verdict}${kind ? ` (${kind})` : ''}: ${shortened(claim)}${why ? `\n    ${why}` : ''}`;
}

/** Reasons of the undecided with their names left out, the commonest first. */
function reasons(claims) {
  const counted = new Map();
  for (const { verdict, reason = 'no reason' } of claims) {
    if (verdict !== 'undecided') continue;
    const kind = reason.replace(/[‘'`"][^’'`"]*[’'`"]/g, '…').replace(/\d+/g, 'n');
    counted.set(kind, (counted.get(kind) ?? 0) + 1);
  }
  return [...counted].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${String(count).padStart(5)}  ${kind}`);
}

function shortened(text) {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 120 ? `${flat.slice(0, 119)}…` : flat;
}
