/** The session is over, or there was none (BEHAVIOUR 4). */
export const isLogin = (status: number): boolean => status === 401 || status === 419;
