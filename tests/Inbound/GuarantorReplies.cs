namespace BalanceNotifications.Inbound;

/// <summary>Replies as guarantors write them to a billing office, all invented: <c>Replies/*.txt</c>, one a line.</summary>
public static class GuarantorReplies
{
    public static TheoryData<string> Revocations =>
        [.. Read("revocations"), .. Read("revocations-in-slips-and-slang"), .. Read("revocations-in-spanish")];

    public static TheoryData<string> Innocent => [.. Read("innocent"), .. Read("innocent-in-spanish")];

    public static TheoryData<string> WrongNumbers => [.. Read("wrong-numbers")];

    /// <summary>Lines that open with two signs are headings.</summary>
    public static string[] Read(string name)
    {
        using var resource = typeof(GuarantorReplies).Assembly.GetManifestResourceStream($"replies-{name}.txt")!;
        using var reader = new StreamReader(resource);
        return
        [
            .. reader.ReadToEnd().Split('\n')
                .Where(line => line.Length > 0 && !line.StartsWith("## ", StringComparison.Ordinal)),
        ];
    }
}
