using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;

namespace BalanceNotifications.Templates;

/// <summary>The HTML part of a template: sanitised once for each way its conditions turn out.</summary>
internal sealed class HtmlTemplate(IFluidTemplate template)
{
    // Conditions of one template rarely turn out in more than a handful of ways; more than this is not kept.
    private const int MaxKept = 64;

    // Letters stay readable; what HTML gives a meaning is always encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly IFluidTemplate _template = new SlottedOutput().VisitTemplate(template);
    private readonly ConcurrentDictionary<string, SafeHtml> _sanitised = new(StringComparer.Ordinal);

    /// <returns>The HTML, and the plain part derived from it.</returns>
    public (string Html, string PlainText) Render(MergeValues values)
    {
        var (marked, slots) = Liquid.RenderSlots(_template, values);
        if (!_sanitised.TryGetValue(marked, out var safe))
        {
            safe = SafeHtml.Of(marked);
            if (_sanitised.Count < MaxKept)
            {
                _sanitised.TryAdd(marked, safe);
            }
        }

        return (safe.Markup.Fill(slots, Encoder.Encode), safe.PlainText.Fill(slots, static value => value));
    }
}
