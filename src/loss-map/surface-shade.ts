/** How dark a surface is drawn at a height from 0 to 1. The page gives its script this very function as text. */
export function surfaceShade(height: number): number {
  return 0.06 + 0.62 * height;
}
