#include <utility>

#include "base/letters.h"
#include "tools/builtin.h"
#include "tools/input.h"
#include "tools/plan.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMostOptions = 6;

constexpr ParameterName kNames[] = {{"plan", {"spec", "markdown"}},
                                    {"title", {"name"}},
                                    {"options", {"alternatives"}},
                                    {"optionNames", {"option_names"}}};
constexpr InputShape kShape{
    kNames, R"({"plan":"# Goal\n...\n# Changes\n1. ...\n# Tests\n...","title":"short name"})"};

class ExitSpecModeTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "ExitSpecMode",
        .description =
            "Shows your finished plan to the developer, who approves it, edits it or sends it "
            "back. Only in spec mode, which the developer enters; in any other mode it is "
            "refused.\n"
            "Call it alone, when the plan is complete. Where the developer has to choose between "
            "ways of doing it, give each as one of `options`.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("plan":{"type":"string","description":"The whole plan as Markdown"},)json"
            R"json("title":{"type":"string","description":"A few words"},)json"
            R"json("options":{"type":"array","description":"Alternatives, two to six","items":)json"
            R"json({"type":"object","properties":{"name":{"type":"string"},)json"
            R"json("plan":{"type":"string"}},"required":["name","plan"]}})json"
            R"json(},"required":["plan"]})json",
        .category = Category::other,
        .read_only = false,
        .stands_alone = true,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext&) const override {
    INGOT_TRY(const Plan plan, plan_of(input));
    return Effects{.detail = plan.title.empty() ? "the plan" : "the plan: " + plan.title};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    auto plan = plan_of(input);
    if (!plan) return error_output(to_text(plan.error()));
    if (!context.approve_plan) {
      return error_output(
          "this is not spec mode, so there is nothing to leave; go on with the work itself");
    }
    const auto decision = context.approve_plan(*plan);
    if (!decision) return cancelled_output();
    if (!decision->approved) {
      std::string text = "The plan is not approved; spec mode goes on.";
      if (!decision->text.empty()) text += " The developer says: " + decision->text;
      return failed_output(context, text);
    }
    std::string text = "The developer approved the plan";
    if (!decision->option.empty()) text += ", and of its options \"" + decision->option + "\"";
    if (decision->edited) text += ", after editing it";
    text += ". Spec mode is over: carry the plan out now. Permissions: " + decision->permission +
            ".\n\n<approved-plan>\n" + decision->text + "\n</approved-plan>";
    return finished_output(context, text);
  }
};

}  // namespace

std::string text_with(const Plan& plan, const Plan::Option& option) {
  std::string text = plan.text;
  while (text.ends_with('\n')) text.pop_back();
  text += "\n\n# The option that was chosen: " + option.name + "\n";
  if (!option.text.empty()) text += "\n" + option.text;
  return text;
}

Result<Plan> plan_of(json::Value input) {
  Input in(input, kShape);
  Plan plan;
  plan.text = in.required_text("plan");
  plan.title = in.text("title").value_or("");
  const json::Value options = in.value("options");
  if (options.is_array()) {
    for (const json::Value option : options.elements()) {
      const std::string_view name = option["name"].string_or("");
      if (name.empty()) in.refuse("options", "a list of objects with `name` and `plan`");
      plan.options.push_back(
          {.name = std::string(name), .text = std::string(option["plan"].string_or(""))});
    }
  } else if (!options.is_absent()) {
    in.refuse("options", "a list of objects with `name` and `plan`");
  }
  for (std::string& name : in.texts("optionNames")) {
    plan.options.push_back({.name = std::move(name)});
  }
  if (trimmed(plan.text).empty()) in.refuse("plan", "the plan itself, as Markdown");
  if (plan.options.size() > kMostOptions) in.refuse("options", "at most six alternatives");
  INGOT_TRY_VOID(in.status());
  if (plan.options.size() == 1) plan.options.clear();  // nothing to choose from
  return plan;
}

std::unique_ptr<Tool> make_exit_spec_mode_tool() { return std::make_unique<ExitSpecModeTool>(); }

}  // namespace ingot::tools
