namespace BalanceNotifications.Batches;

/// <summary>
/// The upload as a whole cannot be read. An exception, because it is found in the middle of a transaction that must
/// leave nothing behind.
/// </summary>
internal sealed class BrokenFileException(params IReadOnlyList<FieldError> errors) : Exception("The file is broken.")
{
    public const string Body = "body";

    public IReadOnlyList<FieldError> Errors => errors;
}
