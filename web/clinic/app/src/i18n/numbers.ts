/** A function that writes whole numbers as `locale` does: `10 000` in French. */
export function numberWriter(locale: string): (n: number) => string {
  const format = new Intl.NumberFormat(locale);
  return (n) => format.format(n);
}
