import { PageClient } from '../../../web/src/client/client.js';
import { FakeBrowser, FakePage } from './fake_page.js';

export const PATIENTS = '/api/v1/patients';

/** A page with the real module and client over a fake browser. */
export interface OpenPage {
  page: FakePage;
  client: PageClient;
}

export function openPage(
  browser: FakeBrowser = new FakeBrowser(),
  prepare: (page: FakePage) => void = () => undefined,
): OpenPage {
  const page = new FakePage(browser);
  prepare(page);
  return { page, client: new PageClient(page) };
}

export interface Patient {
  id: string;
  first_name: string;
  last_name?: string;
  version?: number;
}
