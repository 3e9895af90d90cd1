// For browsers whose driver does not give the console: the page keeps what was written to it.
const kLines = 200;

declare global {
  interface Window {
    consoleLines: string[];
  }
}

export function keepConsole(): void {
  const lines: string[] = [];
  window.consoleLines = lines;
  const note = (line: string): void => {
    lines.push(line);
    if (lines.length > kLines) lines.shift();
  };
  for (const level of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    const write = console[level].bind(console);
    console[level] = (...parts: unknown[]): void => {
      note(`${level}: ${parts.map(String).join(' ')}`);
      write(...parts);
    };
  }
  addEventListener('error', ({ message }) => note(`uncaught: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => note(`unhandled: ${String(reason)}`));
}
