import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  type Query,
  QueryClient,
} from "@tanstack/react-query";

/**
 * A query cache whose answers are never older than the change that made them invalid.
 *
 * A first question that is under way is not asked anew by the library, though its answer may be of before the change: it is
 * asked once more when it is answered.
 */
export class TrueCache extends QueryClient {
  override async invalidateQueries(
    filters: InvalidateQueryFilters = {},
    options: InvalidateOptions = {},
  ): Promise<void> {
    const underWay = new Set<Query>(
      this.getQueryCache()
        .findAll({ ...filters, fetchStatus: "fetching" })
        .filter(({ state }) => state.data === undefined),
    );
    await super.invalidateQueries(filters, options);
    if (underWay.size > 0)
      await super.invalidateQueries({ predicate: (query) => underWay.has(query) }, options);
  }
}
