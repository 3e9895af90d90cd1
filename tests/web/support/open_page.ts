import { TestClient } from './test_client.js';
import { FakeBrowser, FakePage } from './fake_page.js';

export const PATIENTS = '/api/v1/patients';

/** A page with the real module and client over a fake browser. */
export interface OpenPage {
  page: FakePage;
  client: TestClient;
}

export function openPage(
  browser: FakeBrowser = new FakeBrowser(),
  prepare: (page: FakePage) => void = () => undefined,
): OpenPage {
  const page = new FakePage(browser);
  prepare(page);
  return { page, client: new TestClient(page) };
}

export interface Patient {
  id: string;
  first_name: string;
  last_name?: string;
  version?: number;
}
