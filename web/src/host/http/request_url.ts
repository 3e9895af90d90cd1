const ABSOLUTE = /^https?:\/\//i;

/** The URL names its scheme. */
export const isAbsolute = (url: string): boolean => ABSOLUTE.test(url);

/** "/api/v1/patients" under a base URL; absolute URLs stay as they are. */
export function requestUrl(url: string, baseUrl: string): string {
  return isAbsolute(url) ? url : baseUrl.replace(/\/+$/, '') + url;
}

/** Origin of a URL, relative to the page's; '' when the URL is invalid. */
export function originOf(url: string, pageOrigin: string): string {
  try {
    return new URL(url, pageOrigin === '' ? undefined : pageOrigin).origin;
  } catch {
    return '';
  }
}
