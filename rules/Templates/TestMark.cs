namespace BalanceNotifications.Templates;

/// <summary>How a message says that it is a test and nobody's bill.</summary>
public static class TestMark
{
    public const string Words = "[TEST]";

    /// <summary>In front of the subject, and as the first words of what is read.</summary>
    public static RenderedMessage On(RenderedMessage message) => message with
    {
        Subject = message.Subject is { } subject ? $"{Words} {subject}" : null,
        Html = message.Html is { } html ? $"<p>{Words}</p>{html}" : null,
        Text = $"{Words} {message.Text}",
    };
}
