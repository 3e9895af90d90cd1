import { PageClient } from '../../../web/src/client/client.js';
import { newRowStore } from '../../../web/src/client/new_row_store.js';
import type {
  AnyRecord,
  EndpointOptions,
  ResourceStore,
  RowStoreMaker,
} from '../../../web/src/types/index.js';

/** The client of a page, of which a test asks for rows without saying how they are made. */
export class TestClient extends PageClient {
  override resource<Row extends object = AnyRecord>(
    endpoint: string,
    options?: EndpointOptions<Row>,
    newStore: RowStoreMaker = newRowStore,
  ): ResourceStore<Row> {
    return super.resource(endpoint, options, newStore);
  }
}
