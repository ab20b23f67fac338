/** Many numbers as colours: one pixel an entry, those of the values' and adjoints' colours by sign. */

const LONGEST = 400; // pixels a side; more rows are left out evenly

export function drawStrip(canvas: HTMLCanvasElement, numbers: Float64Array, rows: number, columns: number): void {
  const [height, width] = [Math.min(rows, LONGEST), Math.min(columns, LONGEST)];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  const style = getComputedStyle(canvas);
  const above = style.getPropertyValue('--value');
  const below = style.getPropertyValue('--adjoint');
  let most = 0;
  for (const value of numbers) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor((y * rows) / height);
      const column = Math.floor((x * columns) / width);
      const value = numbers[row * columns + column] ?? Number.NaN;
      context.globalAlpha = Number.isFinite(value) && most > 0 ? 0.08 + 0.92 * (Math.abs(value) / most) : 0;
      context.fillStyle = value < 0 ? below : above;
      context.fillRect(x, y, 1, 1);
    }
  }
}
