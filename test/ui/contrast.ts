/** Runs in the panel's page: every text there that stands out less than 4.5 : 1 from what is behind it (WCAG 2, 1.4.3). */
export function weakTexts(): string[] {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const paint = (...colors: string[]) => {
    context.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    const channel = (value = 0) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const paper = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('main *')].flatMap((element) => {
    const text = [...element.childNodes].some((child) => child.nodeType === 3 && child.textContent?.trim());
    if (!text || element.closest('.visually-hidden, title, [aria-disabled=true]')) return [];
    const style = getComputedStyle(element);
    const behind = [...ancestors(element)].reverse().map((each) => getComputedStyle(each).backgroundColor);
    const back = paint(paper, ...behind);
    const front = paint(paper, ...behind, element instanceof SVGElement ? style.fill : style.color);
    const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    return contrast < 4.5 ? [`${element.getAttribute('class')} “${element.textContent?.trim()}” ${contrast}`] : [];
  });
  function* ancestors(element: Element) {
    for (let each: Element | null = element; each; each = each.parentElement) yield each;
  }
}
