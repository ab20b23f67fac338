/** No number has changed, or only where it stands; the program would not run. */
const NOT_COUNTED = new Set(['none', 'layout', 'broken']);

/** What was found of the mistakes that were put in, by kind; what was not, and what was named otherwise. */
export function mutationReport(files) {
  const claims = files.flatMap(({ path, mutations = [] }) => mutations.map(({ tried }) => ({ path, tried })));
  const all = claims.flatMap(({ path, tried }) => tried.map((each) => ({ path, ...each })));
  const applied = all.filter(({ outcome }) => !NOT_COUNTED.has(outcome));
  const missed = applied.filter(({ outcome }) => outcome !== 'found');
  const misnamed = applied.filter(({ outcome, named }) => outcome === 'found' && !named);
  const unfixed = applied.filter(({ fix }) => fix === 'none' || fix === 'fails');
  const counted = (where, slip) =>
    applied.filter((each) => where(each) && (slip === undefined || each.slip === slip)).length;
  const row = (name, slip) => {
    const of = (where) => String(counted(where, slip)).padStart(9);
    const columns = [
      () => true,
      ({ outcome }) => outcome === 'found',
      ({ named }) => named,
      ({ outcome }) => outcome === 'undecided',
      ({ outcome }) => outcome === 'agrees',
      ({ outcome }) => outcome === 'conventionOnly' || outcome === 'gone',
      ({ fix }) => fix !== undefined && fix !== 'none',
      ({ fix }) => fix === 'restores',
      ({ fix }) => fix === 'restores' || fix === 'agrees',
    ];
    return `${name.padEnd(14)}${columns.map(of).join('')}`;
  };
  const slips = [...new Set(applied.map(({ slip }) => slip))].sort();
  const share = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);
  const found = counted(({ outcome }) => outcome === 'found');
  const heads = ['applied', 'found', 'named', 'undecided', 'agrees', 'else', 'fixes', 'restored', 'mended'];
  return [
    ...section('Not found', missed),
    ...section('Named otherwise', misnamed),
    ...section('Without a fix', unfixed),
    ...section(
      'Would not run',
      all.filter(({ outcome }) => outcome === 'broken'),
    ),
    `${''.padEnd(14)}${heads.map((head) => head.padStart(9)).join('')}`,
    ...slips.map((slip) => row(slip, slip)),
    row('all'),
    `${claims.length} claims; ${all.length - applied.length} more changed no number, only the layout, or would not run`,
    `${share(found, applied.length)} found, ${share(
      counted(({ named }) => named),
      found,
    )} of those named rightly`,
  ].join('\n');
}

function section(title, tried) {
  if (tried.length === 0) return [];
  const lines = tried.map(({ path, line, slip, outcome, kind, words, before, after, fix, fixed }) => {
    const mend = fix === undefined ? '' : `\n    fix ${fix}${fixed === undefined ? '' : `: ${fixed}`}`;
    return `${path}:${line}: ${slip}: ${outcome}${kind ? ` (${kind})` : ''}: ${words ?? ''}\n    ${before}\n    ${after}${mend}`;
  });
  return [`${title} (${tried.length})`, ...lines, ''];
}
