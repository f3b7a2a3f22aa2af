using System.Text.RegularExpressions;
using Fluid;

namespace BalanceNotifications.Templates;

/// <summary>What a template's message in one language must be.</summary>
internal static partial class MessageRules
{
    private const int MaxSource = 100_000;

    /// <param name="path">What stands before each field's name: empty, or <c>variants[0].</c></param>
    public static void Validate(Channel channel, TemplateVariant message, string path, FieldErrors errors)
    {
        RequireParts(channel, message, path, errors);
        CheckLiquid(channel, message.Subject, $"{path}subject", errors);
        CheckLiquid(channel, message.Html, $"{path}html", errors);
        CheckLiquid(channel, message.Text, $"{path}text", errors);
        errors.Require(
            channel != Channel.Voice || message.Text is null || !Address().IsMatch(message.Text),
            $"{path}text", "A web address cannot be followed on the telephone.");
    }

    private static void RequireParts(Channel channel, TemplateVariant message, string path, FieldErrors errors)
    {
        var hasText = !string.IsNullOrWhiteSpace(message.Text);
        if (channel == Channel.Email)
        {
            errors.Require(
                !string.IsNullOrWhiteSpace(message.Subject), $"{path}subject", "An e-mail needs a subject.");
            errors.Require(
                hasText || !string.IsNullOrWhiteSpace(message.Html),
                $"{path}html", "An e-mail needs html or text or both.");
            return;
        }

        errors.Require(hasText, $"{path}text", "A text or call needs its text.");
        errors.Require(message.Subject is null, $"{path}subject", "Only an e-mail has a subject.");
        errors.Require(message.Html is null, $"{path}html", "Only an e-mail has html.");
    }

    private static void CheckLiquid(Channel channel, string? source, string field, FieldErrors errors)
    {
        if (source is null)
        {
            return;
        }

        if (source.Length > MaxSource)
        {
            errors.Require(false, field, "At most 100,000 characters.");
            return;
        }

        if (!Liquid.TryParse(source, out var parsed, out var error))
        {
            errors.Require(false, field, $"Not valid Liquid: {error}");
            return;
        }

        foreach (var problem in ProblemsOf(channel, parsed))
        {
            errors.Require(false, field, problem);
        }
    }

    private static IEnumerable<string> ProblemsOf(Channel channel, IFluidTemplate template)
    {
        var allowed = new AllowedLiquid(channel);
        allowed.VisitTemplate(template);
        return allowed.Problems;
    }

    [GeneratedRegex(@"https?://|\bwww\.", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
