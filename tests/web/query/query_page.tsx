import {
  QueryClient,
  QueryClientProvider,
  focusManager,
  onlineManager,
} from '@tanstack/react-query';
import { act, render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { attachSynchrone, type AttachOptions } from '../../../web/src/query/index.js';
import { TestPage } from '../react/support/test_page.js';
import type { FakeBrowser } from '../support/fake_page.js';
import type { ClinicApi } from './clinic_api.js';

export const endpoint = '/api/v1/patients';

export interface Patient {
  id: string;
  name: string;
  city?: string;
  version?: number;
}

/** A page of an application that reads by TanStack Query, over an API. */
export class QueryPage extends TestPage {
  readonly queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  });
  private view: RenderResult | undefined;
  readonly detach: () => void;

  constructor(
    private readonly clinic: ClinicApi,
    options: { browser?: FakeBrowser; attach?: AttachOptions } = {},
  ) {
    super(options.browser ? { browser: options.browser } : {});
    // They belong to the process, which other files share.
    onlineManager.setOnline(true);
    focusManager.setFocused(undefined);
    this.detach = attachSynchrone(
      this.queryClient,
      options.attach ?? { resources: { [endpoint]: { queries: ['patients', 'patient'] } } },
    );
  }

  override fetch(url: string, init: RequestInit): Promise<Response> {
    return this.clinic.fetch(url, init);
  }

  override async goOnline(online: boolean): Promise<void> {
    this.clinic.online = online;
    act(() => onlineManager.setOnline(online));
    await super.goOnline(online);
  }

  async mount(tree: ReactNode): Promise<RenderResult> {
    const whole = <QueryClientProvider client={this.queryClient}>{tree}</QueryClientProvider>;
    if (this.view) this.view.rerender(whole);
    else this.view = render(whole);
    await this.rest();
    return this.view;
  }

  /** Until nothing happens any more without time going on: requests of both sides are answered. */
  async rest(): Promise<void> {
    for (let round = 0; round < 8; round += 1) {
      await this.settle();
      await act(async () => {
        // TanStack Query notifies its observers from timers of its own.
        await new Promise((resolve) => setTimeout(resolve, 0));
      });
    }
  }

  /** Lets the page's clock go on, and everything that follows from it. */
  async passes(ms: number): Promise<void> {
    await this.advance(ms);
    await this.rest();
  }
}
