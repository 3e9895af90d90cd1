const taken = (globalThis.taken ??= []);

export const dynamic = 'force-dynamic';

export function GET() {
  return Response.json(taken);
}

export async function POST(request) {
  const patient = { ...(await request.json()), id: `s${taken.length + 1}` };
  taken.push(patient);
  return Response.json(patient, { status: 201 });
}
