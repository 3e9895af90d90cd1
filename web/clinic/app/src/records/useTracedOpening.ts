import { useEffect } from 'react';
import { session } from '../session/session.ts';

const serverId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Lets the server trace that this patient's medical file has been opened: the documents themselves are loaded
 * already. Without a network nothing is traced but the reading of the whole list before.
 */
export function useTracedOpening(patientId: string): void {
  useEffect(() => {
    if (!serverId.test(patientId)) return;
    const query = new URLSearchParams({ patient_id: patientId, limit: '1' });
    void session
      .authorization()
      .then((headers) => fetch(`/api/v1/medical-records?${query.toString()}`, { headers }))
      .catch(() => undefined);
  }, [patientId]);
}
