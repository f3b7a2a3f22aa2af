using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fluid;
using Fluid.Values;

namespace BalanceNotifications.Templates;

/// <summary>The part of Liquid that templates may use: output, conditions, a few filters.</summary>
internal static class Liquid
{
    public static readonly IReadOnlySet<string> Filters =
        new HashSet<string>(StringComparer.Ordinal) { "upcase", "downcase", "capitalize", "default", "strip" };

    /// <summary>Not for templates: <see cref="SlottedOutput"/> puts it in.</summary>
    public const string SlotFilter = "slot";

    private const string Slots = "slots";

    private static readonly FluidParser Parser = new();

    private static readonly TemplateOptions Options = Create();

    /// <param name="error">What is wrong and where, in one line without the template's text.</param>
    public static bool TryParse(
        string source, [NotNullWhen(true)] out IFluidTemplate? template, [NotNullWhen(false)] out string? error)
    {
        var parsed = Parser.TryParse(source, out template, out error);
        error = parsed ? null : error?.Split('\n')[0] ?? "The template cannot be parsed.";
        return parsed;
    }

    public static string Render(IFluidTemplate template, MergeValues values) =>
        template.Render(ContextOf(values), NullEncoder.Default);

    /// <summary>Renders a template of <see cref="SlottedOutput"/>: marks where values go, and the values.</summary>
    public static (string Marked, IReadOnlyList<string> Values) RenderSlots(
        IFluidTemplate template, MergeValues values)
    {
        var slots = new List<string>();
        var context = ContextOf(values);
        context.AmbientValues[Slots] = slots;
        return (template.Render(context, NullEncoder.Default), slots);
    }

    private static TemplateOptions Create()
    {
        var options = new TemplateOptions
        {
            StrictFilters = true,
            ModelNamesComparer = StringComparer.Ordinal,
            CultureInfo = CultureInfo.InvariantCulture,
            MaxSteps = 10_000,
        };
        options.Filters.AddFilter(SlotFilter, static (input, _, context) =>
        {
            // The same value has one slot, so that a link that shows itself is seen to do so.
            var slots = (List<string>)context.AmbientValues[Slots];
            var value = input.ToStringValue();
            var slot = slots.IndexOf(value);
            if (slot < 0)
            {
                slot = slots.Count;
                slots.Add(value);
            }

            return new StringValue(SlottedText.Mark(slot));
        });
        return options;
    }

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
