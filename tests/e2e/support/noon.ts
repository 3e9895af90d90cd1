/** A time zone in which it is noon: what is about today needs a day that does not end meanwhile. */
export const noonZone = ((): string => {
  const ahead = 12 - new Date().getUTCHours();
  // These names count the hours the other way round.
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
})();

/** Today in that zone, as `YYYY-MM-DD`. */
export const noonDay = new Intl.DateTimeFormat('en-CA', { timeZone: noonZone }).format();
