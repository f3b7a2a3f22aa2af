namespace BalanceNotifications.Http;

/// <summary>The API refused or did not answer; the message is for the person at the terminal.</summary>
internal sealed class ApiException : Exception
{
    public ApiException(string message)
        : base(message)
    {
    }

    public ApiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
