// One interface over what drives each browser: WebDriver BiDi or CDP, or WebDriver classic.

/** A tab. Expressions are evaluated in the page; what they promise is awaited. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** To the page before, as it was left or loaded again. */
  back(): Promise<void>;
  read<Value>(expression: string): Promise<Value>;
  screenshot(): Promise<Buffer>;
  /** The browser's own offline switch; undefined: it has none that can be reached. */
  setOffline?(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/** What a session is started with. */
export interface Settings {
  /** The person has blocked cookies, and with them what a site may store. */
  blocksCookies?: boolean;
}

/** A running browser with a fresh profile. */
export interface Session {
  newTab(): Promise<Tab>;
  /**
   * Kills the process of the page with the most memory. Its tab is of no use then. undefined: the
   * driver ends its session with the page.
   */
  killPage?(): Promise<void>;
  /** Lines of the consoles of all tabs, as far as the browser gives them. */
  readonly console: readonly string[];
  close(): Promise<void>;
}

export interface Driver {
  name: string;
  start(settings: Settings): Promise<Session>;
}
