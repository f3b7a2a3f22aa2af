using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace BalanceNotifications.Templates;

/// <summary>The part of Liquid that templates may use: output, conditions, a few filters.</summary>
internal static class Liquid
{
    public static readonly IReadOnlySet<string> Filters =
        new HashSet<string>(StringComparer.Ordinal) { "upcase", "downcase", "capitalize", "default", "strip" };

    private static readonly FluidParser Parser = new();

    private static readonly TemplateOptions Options = new()
    {
        StrictFilters = true,
        ModelNamesComparer = StringComparer.Ordinal,
        CultureInfo = CultureInfo.InvariantCulture,
        MaxSteps = 10_000,
    };

    /// <param name="error">What is wrong and where, in one line without the template's text.</param>
    public static bool TryParse(
        string source, [NotNullWhen(true)] out IFluidTemplate? template, [NotNullWhen(false)] out string? error)
    {
        var parsed = Parser.TryParse(source, out template, out error);
        error = parsed ? null : error?.Split('\n')[0] ?? "The template cannot be parsed.";
        return parsed;
    }

    public static string Render(IFluidTemplate template, MergeValues values, TextEncoder encoder) =>
        template.Render(ContextOf(values), encoder);

    /// <summary>"guarantor.firstName" becomes the member firstName of the value guarantor.</summary>
    private static TemplateContext ContextOf(MergeValues values)
    {
        var context = new TemplateContext(Options);
        foreach (var group in values.Present.GroupBy(value => value.Key.Split('.')[0]))
        {
            var members = group.ToDictionary(
                value => value.Key[(value.Key.IndexOf('.', StringComparison.Ordinal) + 1)..],
                FluidValue (value) => new StringValue(value.Value));
            context.SetValue(group.Key, members.TryGetValue(group.Key, out var itself)
                ? itself
                : new DictionaryValue(new FluidValueDictionaryFluidIndexable(members)));
        }

        return context;
    }
}
