/** `11,689,512` */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1.814 GMACs`, `40.5 MMACs`, `16 MACs` */
export function formatMacs(macs: number): string {
  if (macs < 1000) {
    return `${macs} MACs`;
  }
  const [scale, unit] = macs >= 1e9 ? [1e9, 'GMACs'] : macs >= 1e6 ? [1e6, 'MMACs'] : [1e3, 'kMACs'];
  return `${(macs / scale).toFixed(scale === 1e9 ? 3 : 1)} ${unit}`;
}

/** Four significant digits: `0.9213`, `1.300e-5`. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined) {
    return '';
  }
  const magnitude = Math.abs(value);
  return magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5)
    ? value.toExponential(3)
    : value.toPrecision(4);
}

/** Lines of a table whose columns are aligned to the left, with a rule under the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)];
}
