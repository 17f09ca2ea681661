/** Fewer values than this cannot say how sure a mean is: no interval is drawn from them, and no test is made. */
export const fewestSeeds = 3;
