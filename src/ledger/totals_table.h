// ledger/totals_table.h: sums as the rows of a table, and as members of a JSON object.
//
// Purpose    What the reports on costs and the statistics share.
// Threads    Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "ledger/ledger.h"

namespace ingot::ledger {

// A table whose columns are as wide as what stands in them. In a narrow one counts are rounded, and
// what is needed least is left out.
class TotalsTable {
 public:
  explicit TotalsTable(std::string heading) : heading_(std::move(heading)) {}

  // `totals` outlives the table. A long name loses its beginning.
  void add(std::string_view name, const Totals& totals, std::string cost);
  // At most `columns` wide if that can be; 0: as wide as it gets.
  std::string text(std::size_t columns) const;

 private:
  struct Row {
    std::string name;
    const Totals* totals;
    std::string cost;
  };
  std::string heading_;
  std::vector<Row> rows_;
};

// "$0.0213", "price unknown", or "local" for servers of one's own.
std::string cost_text(const Totals& totals, bool local);

// Into an open object; what nobody told is null.
void write_totals(json::Writer& writer, const Totals& totals);

}  // namespace ingot::ledger
