import type pg from 'pg';

/**
 * The epoch of the feed of changes. Cursors of another one are refused: a restored database has other transaction
 * numbers, and lacks what was written after its backup. A new epoch begins where the database lives elsewhere than at
 * the last start; the restored audit rows are then final.
 * @param client with a lock that keeps other instances from starting at the same moment.
 */
export async function feedEpoch(client: pg.PoolClient): Promise<string> {
  const home = await homeOf(client);
  await client.query('BEGIN');
  try {
    const known = await client.query<{ home: string; epoch: string }>(
      'SELECT home, epoch FROM feed_epoch FOR UPDATE',
    );
    const [row] = known.rows;
    const epoch = row?.home === home ? row.epoch : await begin(client, home, row !== undefined);
    await client.query('COMMIT');
    return epoch;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function begin(client: pg.PoolClient, home: string, isRestored: boolean): Promise<string> {
  // Rows of the future would never be announced; 3 is the first transaction number there is.
  if (isRestored) await client.query(`UPDATE audit SET xid = '3'`);
  const { rows } = await client.query<{ epoch: string }>(
    `INSERT INTO feed_epoch (home) VALUES ($1)
         ON CONFLICT (only_row) DO UPDATE SET home = excluded.home, epoch = gen_random_uuid()
      RETURNING epoch`,
    [home],
  );
  return rows[0]?.epoch ?? '';
}

/** Where the database lives; the timeline changes when a server goes back to an earlier moment. */
async function homeOf(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ home: string }>(
    `SELECT concat_ws('/', system_identifier, timeline_id, pg_database.oid) AS home
       FROM pg_control_system(), pg_control_checkpoint(), pg_database
      WHERE datname = current_database()`,
  );
  return rows[0]?.home ?? '';
}
