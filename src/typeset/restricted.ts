import { Configuration } from '@mathjax/src/js/input/tex/Configuration.js';
import { ConfigurationType, HandlerType } from '@mathjax/src/js/input/tex/HandlerTypes.js';
import HtmlMethods from '@mathjax/src/js/input/tex/html/HtmlMethods.js';
import TexError from '@mathjax/src/js/input/tex/TexError.js';
import { CommandMap } from '@mathjax/src/js/input/tex/TokenMap.js';
import type { ParseMethod } from '@mathjax/src/js/input/tex/Types.js';

/** The name of the TeX package below. Commands of packages that are not loaded are refused as unknown. */
export const restricted = 'restricted';

/** Commands of the loaded packages that would outlive their formula or need a whole page. */
const refused = ['DeclareMathOperator', 'newcolumntype', 'label', 'ref', 'eqref', 'tag', 'hsize', 'parbox'];

const refuse: ParseMethod = (_parser, name) => {
  throw new TexError('Refused', '%1 is not available', String(name));
};

/** `\cssId{name}{formula}`: marks a term so that the panel can link it to its node. */
const cssId: ParseMethod = (parser, name) => {
  const start = parser.i;
  if (!/^[A-Za-z0-9][\w:.-]{0,63}$/.test(parser.GetArgument(String(name)))) {
    throw new TexError('BadId', '%1 needs a plain name', String(name));
  }
  parser.i = start;
  return HtmlMethods.Id?.(parser, name);
};

new CommandMap(restricted, {
  cssId,
  ...Object.fromEntries(refused.map((name) => [name, refuse])),
});

Configuration.create(restricted, {
  [ConfigurationType.HANDLER]: { [HandlerType.MACRO]: [restricted] },
  [ConfigurationType.PRIORITY]: 1, // asked before the packages whose commands it refuses
});
