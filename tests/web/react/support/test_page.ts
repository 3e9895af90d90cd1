import { act } from '@testing-library/react';
import { TestClient } from '../../support/test_client.js';
import type { Diagnostic, MutationQueue } from '../../../../web/src/types/index.js';
import type { FakeBrowser } from '../../support/fake_page.js';
import { FakePage } from '../../support/fake_page.js';
import { ScriptedApi } from './scripted_api.js';

const kSingleton = Symbol.for('synchrone.v1');

/** What a page of a test begins with. */
export interface PageOptions {
  /** Shared with earlier pages and other tabs; default: a new one. */
  browser?: FakeBrowser;
  online?: boolean;
  /** Default ['fr-CH']. */
  languages?: readonly string[];
}

/**
 * A fake page with the real client and the real module, whose API the test answers by hand. Opening
 * one makes it the page that the hooks see. Everything it runs, it runs inside React's act.
 */
export class TestPage extends FakePage {
  readonly api = new ScriptedApi();
  readonly diagnostics: Diagnostic[] = [];
  readonly client: TestClient;
  readonly queue: MutationQueue;

  constructor({ browser, online = true, languages = ['fr-CH'] }: PageOptions = {}) {
    super(browser);
    this.online = online;
    this.preferred = languages;
    this.client = new TestClient(this);
    this.queue = this.client.queue;
    this.queue.on('sync:diagnostic', (diagnostic) => {
      this.diagnostics.push(diagnostic);
    });
    this.show();
  }

  /** Makes it the page that components rendered from now on belong to. */
  show(): void {
    Reflect.set(globalThis, kSingleton, this.client);
  }

  /** The next page of the same browser; this one is gone. */
  reload(options: PageOptions = {}): TestPage {
    this.end();
    return new TestPage({ browser: this.browser, ...options });
  }

  /** Codes of the diagnostics emitted so far. */
  get toldCodes(): string[] {
    return this.diagnostics.map(({ code }) => code);
  }

  /** Number of setItem calls so far. */
  get writes(): number {
    return this.browser.storage.setItemCount;
  }

  override fetch(url: string, init: RequestInit): Promise<Response> {
    return this.api.fetch(url, init);
  }

  override async settle(): Promise<void> {
    await act(async () => {
      do await super.settle();
      while (this.api.hasNews());
    });
  }

  override async goOnline(online: boolean): Promise<void> {
    this.api.isReachable = online;
    super.goOnline(online);
    await this.settle();
  }
}
