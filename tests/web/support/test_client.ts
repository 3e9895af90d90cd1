import { PageClient } from '../../../web/src/client/client.js';
import { newRowStore } from '../../../web/src/client/new_row_store.js';

/** The client of a page, of which a test asks for rows without saying how they are made. */
export class TestClient extends PageClient {
  override newRowStore = newRowStore;
}
